package io.github.ssd4j.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ssd4j.hub.internal.Checksum;
import io.github.ssd4j.hub.internal.Limits;
import io.github.ssd4j.hub.internal.Reasons;
import io.github.ssd4j.hub.internal.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the hub. Redirects are followed by hand: the user's token goes to the hub only, never to the store it sends us to. */
final class HubClient {

    private static final int MAX_REDIRECTS = 5;

    /** Of the list of a repository's files. One of 10,000 files takes about one megabyte. */
    private static final int MAX_LISTING_BYTES = 8 << 20;

    private static final String RESTRICTED =
            "access is restricted: accept the model's terms on the hub, and set HF_TOKEN";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI endpoint;
    private final Optional<String> token;
    private final Limits limits;
    private final HttpClient http;

    HubClient(URI endpoint, Optional<String> token, Limits limits) {
        this.endpoint = endpoint;
        this.token = token;
        this.limits = limits;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(limits.connect())
                .followRedirects(HttpClient.Redirect.NEVER);
        if (ProxySelector.getDefault() != null) {
            builder.proxy(ProxySelector.getDefault());
        }
        this.http = builder.build();
    }

    /**
     * A repository at one commit.
     *
     * @param commit the commit that the revision stands for
     * @param files names relative to the repository
     */
    record Listing(String commit, List<String> files) {
        Listing {
            files = List.copyOf(files);
        }
    }

    /**
     * What the hub says about a file before it is fetched.
     *
     * @param checksum null when the hub's tag is none
     * @param size in bytes, or -1 when unknown
     */
    record FileHead(@Nullable Checksum checksum, long size) {}

    Listing list(HubName name) throws UnavailableException {
        URI uri = endpoint.resolve("api/models/" + name.repository() + "/revision/" + encode(name.revision()));
        HttpResponse<InputStream> response = send(request(uri).GET().build(), true);
        try (InputStream body = response.body()) {
            check(response, name.repositoryAtRevision());
            JsonNode answer = JSON.readTree(listing(body, name));
            List<String> files = new ArrayList<>();
            answer.path("siblings")
                    .forEach(file -> files.add(file.path("rfilename").asText()));
            String commit = answer.path("sha").asText();
            if (!commit.matches("[0-9a-f]{7,64}") || files.isEmpty()) {
                throw new UnavailableException(
                        host() + " gave an answer without commit and files for " + name.repositoryAtRevision());
            }
            return new Listing(commit, files);
        } catch (IOException e) {
            throw new UnavailableException(
                    host() + " gave an answer that is not JSON for " + name.repositoryAtRevision(), e);
        }
    }

    /** The whole body; small, so all of it has to come in the time that a transfer may be silent. */
    private byte[] listing(InputStream body, HubName name) throws UnavailableException {
        byte[] bytes;
        try (StallGuard guard = new StallGuard(limits.silence(), body)) {
            try {
                bytes = body.readNBytes(MAX_LISTING_BYTES + 1);
            } catch (IOException e) {
                throw guard.isStalled() ? tooSlow(name, e) : new UnavailableException(host() + ": " + Reasons.of(e), e);
            }
            if (guard.isStalled()) {
                throw tooSlow(name, new IOException("closed"));
            }
        }
        if (bytes.length > MAX_LISTING_BYTES) {
            throw new UnavailableException("%s lists the files of %s in more than %d bytes"
                    .formatted(host(), name.repositoryAtRevision(), MAX_LISTING_BYTES));
        }
        return bytes;
    }

    private UnavailableException tooSlow(HubName name, IOException cause) {
        return new UnavailableException(
                "%s did not list the files of %s within %d s"
                        .formatted(
                                host(),
                                name.repositoryAtRevision(),
                                limits.silence().toSeconds()),
                cause);
    }

    FileHead head(HubName name, String commit, String file) throws UnavailableException {
        HttpRequest request = request(fileUri(name, commit, file))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<InputStream> response = send(request, false);
        close(response);
        if (!isRedirect(response)) {
            check(response, name.repositoryAtRevision() + "/" + file);
        }
        String tag = header(response, "x-linked-etag")
                .or(() -> header(response, "etag"))
                .orElse("");
        String size = header(response, "x-linked-size")
                .or(() -> isRedirect(response) ? Optional.empty() : header(response, "content-length"))
                .orElse("-1");
        try {
            return new FileHead(Checksum.ofEntityTag(tag).orElse(null), Long.parseLong(size));
        } catch (NumberFormatException e) {
            throw new UnavailableException(host() + " says that " + file + " has " + size + " bytes", e);
        }
    }

    /** Opens a file at an offset; the answer has status 206 when the offset is honoured, 200 when the file comes whole. */
    HttpResponse<InputStream> open(HubName name, String commit, String file, long offset) throws UnavailableException {
        HttpRequest.Builder request = request(fileUri(name, commit, file)).GET();
        if (offset > 0) {
            request.setHeader("Range", "bytes=" + offset + "-");
        }
        HttpResponse<InputStream> response = send(request.build(), true);
        if (response.statusCode() != 200 && response.statusCode() != 206) {
            close(response);
            check(response, name.repositoryAtRevision() + "/" + file);
        }
        return response;
    }

    String host() {
        return endpoint.getPort() < 0 ? endpoint.getHost() : endpoint.getHost() + ":" + endpoint.getPort();
    }

    private URI fileUri(HubName name, String commit, String file) {
        return endpoint.resolve(name.repository() + "/resolve/" + commit + "/" + encode(file));
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(limits.answer())
                .setHeader("User-Agent", "langchain4j-ssd")
                .setHeader("Accept-Encoding", "identity");
        if (isHub(uri)) {
            token.ifPresent(value -> request.setHeader("Authorization", "Bearer " + value));
        }
        return request;
    }

    private boolean isHub(URI uri) {
        return endpoint.getHost().equalsIgnoreCase(uri.getHost())
                && endpoint.getPort() == uri.getPort()
                && endpoint.getScheme().equalsIgnoreCase(uri.getScheme());
    }

    /** Sends, and follows redirects within the hub, or to anywhere when {@code leaveHub}. */
    private HttpResponse<InputStream> send(HttpRequest first, boolean leaveHub) throws UnavailableException {
        HttpRequest request = first;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpResponse<InputStream> response = sendOnce(request);
            Optional<String> location = header(response, "location");
            if (!isRedirect(response) || location.isEmpty()) {
                return response;
            }
            URI next = target(request.uri(), location.get());
            if (!leaveHub && !isHub(next)) {
                return response;
            }
            close(response);
            HttpRequest.Builder builder = request(next).method(request.method(), HttpRequest.BodyPublishers.noBody());
            first.headers().firstValue("Range").ifPresent(range -> builder.setHeader("Range", range));
            request = builder.build();
        }
        throw new UnavailableException(host() + " redirects in a circle");
    }

    private URI target(URI from, String location) throws UnavailableException {
        try {
            URI next = from.resolve(location);
            if ("https".equals(endpoint.getScheme()) && !"https".equals(next.getScheme())) {
                throw new UnavailableException(host() + " redirects to an address without encryption");
            }
            return next;
        } catch (IllegalArgumentException e) {
            throw new UnavailableException(host() + " redirects to what is no address", e);
        }
    }

    private HttpResponse<InputStream> sendOnce(HttpRequest request) throws UnavailableException {
        String host = request.uri().getHost();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (HttpConnectTimeoutException e) {
            throw new UnavailableException(
                    host + " cannot be reached within " + limits.connect().toSeconds() + " s", e);
        } catch (HttpTimeoutException e) {
            throw new UnavailableException(
                    host + " does not answer within " + limits.answer().toSeconds() + " s", e);
        } catch (ConnectException e) {
            boolean unknown = e.getCause() instanceof UnresolvedAddressException
                    || (e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException);
            throw new UnavailableException(
                    host + (unknown ? " is not found (no network?)" : " refuses the connection"), e);
        } catch (IOException e) {
            throw new UnavailableException(host + ": " + Reasons.of(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted", e);
        }
    }

    private void check(HttpResponse<?> response, String what) throws UnavailableException {
        int status = response.statusCode();
        if (status == 200) {
            return;
        }
        String code = header(response, "x-error-code").orElse("");
        throw new UnavailableException("%s answers %d for %s (%s)"
                .formatted(host(), status, what, code.equals("GatedRepo") ? RESTRICTED : reason(status)));
    }

    private String reason(int status) {
        return switch (status) {
            // The hub does not tell strangers whether there is a model that they may not see.
            case 401 ->
                token.isPresent()
                        ? "there is no such model, or HF_TOKEN gives no access to it"
                        : "there is no such model, or it needs an access token in HF_TOKEN";
            case 403 -> RESTRICTED;
            case 404 -> "there is no such model, revision or file";
            case 429 -> "too many requests: wait, or set HF_TOKEN";
            default -> status >= 500 ? "the hub is in trouble: try later" : "unexpected";
        };
    }

    private static boolean isRedirect(HttpResponse<?> response) {
        return response.statusCode() >= 300 && response.statusCode() < 400;
    }

    private static Optional<String> header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name);
    }

    private static void close(HttpResponse<InputStream> response) {
        try {
            response.body().close();
        } catch (IOException e) {
            // Only the headers were wanted, and they are here.
        }
    }

    /** Percent-encodes all but the slashes. */
    private static String encode(String path) {
        return URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }
}
