package io.github.ssd4j.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Plays the hub on this machine: the listing of one repository, its small files with git tags, its weights through a
 * redirect to a store (a second server) with a SHA-256 in {@code x-linked-etag}, ranges, tokens, and all that can go wrong.
 */
final class HubServer implements AutoCloseable {

    static final String REPOSITORY = "HuggingFaceTB/SmolLM2-135M-Instruct";
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    final Map<String, byte[]> files = new TreeMap<>();
    /** Status of every answer of the hub, instead of the true one. */
    volatile Optional<Integer> status = Optional.empty();
    /** What the hub says of every answer in {@code X-Error-Code}. */
    volatile Optional<String> errorCode = Optional.empty();
    /** The token without which the hub answers 401. */
    volatile Optional<String> token = Optional.empty();
    /** How the listing comes, beside as it should: it stops after seven bytes, comes byte by byte, or never ends. */
    enum Listing {
        SOUND,
        STOPS,
        DRIPS,
        ENDLESS
    }

    volatile Listing listing = Listing.SOUND;

    /** Files of which the hub tells neither a tag nor, with false, the size. */
    final Map<String, Boolean> untagged = new ConcurrentHashMap<>();

    /** The size that the hub tells of each file with weights, instead of the true one. */
    volatile Optional<Long> toldSize = Optional.empty();

    /** How long the hub thinks before it answers. */
    volatile long delayMillis;
    /** After how many bytes the store breaks a transfer off, by number of the request: first, second, ... */
    final List<Integer> breaks = new CopyOnWriteArrayList<>();
    /** Whether the store goes silent instead of closing the connection when it breaks a transfer off. */
    volatile boolean silentBreaks;
    /** A file whose content the store changes on the way. */
    volatile Optional<String> damaged = Optional.empty();
    /** Requests as "METHOD path [range] [authorization]". */
    final List<String> requests = new CopyOnWriteArrayList<>();

    private final HttpServer hub;
    private final HttpServer store;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Integer> transfers = new ConcurrentHashMap<>();

    HubServer() throws IOException {
        hub = start(this::hub);
        store = start(this::store);
    }

    URI endpoint() {
        return address(hub);
    }

    String host() {
        return hostOf(hub);
    }

    String storeHost() {
        return hostOf(store);
    }

    void put(String name, String content) {
        files.put(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private void hub(HttpExchange exchange) throws IOException {
        record(exchange);
        pause(delayMillis);
        String path = exchange.getRequestURI().getPath();
        errorCode.ifPresent(code -> exchange.getResponseHeaders().add("X-Error-Code", code));
        if (status.isPresent()) {
            send(exchange, status.get(), new byte[0]);
        } else if (token.isPresent() && !("Bearer " + token.get()).equals(authorization(exchange))) {
            send(exchange, 401, new byte[0]);
        } else if (path.startsWith("/api/models/" + REPOSITORY + "/revision/")) {
            list(exchange);
        } else if (path.startsWith("/" + REPOSITORY + "/resolve/" + COMMIT + "/")) {
            resolve(exchange, path.substring(path.indexOf(COMMIT) + COMMIT.length() + 1));
        } else {
            send(exchange, 404, new byte[0]);
        }
    }

    private void resolve(HttpExchange exchange, String file) throws IOException {
        byte[] content = files.get(file);
        if (content == null) {
            send(exchange, 404, new byte[0]);
            return;
        }
        if (file.endsWith(".safetensors") || file.endsWith(".gguf")) {
            exchange.getResponseHeaders().add("X-Linked-Etag", '"' + digest("SHA-256", content) + '"');
            exchange.getResponseHeaders().add("X-Linked-Size", Long.toString(toldSize.orElse((long) content.length)));
            exchange.getResponseHeaders()
                    .add("Location", address(store).resolve("/store/" + file).toString());
            send(exchange, 302, new byte[0]);
            return;
        }
        if (untagged.containsKey(file)) {
            serve(exchange, file, content);
            return;
        }
        byte[] prefix = ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("ETag", "W/\"" + digest("SHA-1", prefix, content) + '"');
        serve(exchange, file, content);
    }

    private void store(HttpExchange exchange) throws IOException {
        record(exchange);
        String file = exchange.getRequestURI().getPath().substring("/store/".length());
        serve(exchange, file, files.get(file));
    }

    private void serve(HttpExchange exchange, String file, byte[] original) throws IOException {
        byte[] content = original.clone();
        if (damaged.filter(file::equals).isPresent()) {
            content[content.length - 1] ^= 1;
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            if (untagged.getOrDefault(file, true)) {
                exchange.getResponseHeaders().add("Content-Length", Integer.toString(content.length));
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        int number = transfers.merge(file, 1, Integer::sum) - 1;
        boolean breaksOff = file.endsWith(".safetensors") && number < breaks.size();
        int to = breaksOff ? Math.min(content.length, from + breaks.get(number)) : content.length;
        exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
        OutputStream body = exchange.getResponseBody();
        body.write(content, from, to - from);
        body.flush();
        if (breaksOff && silentBreaks) {
            pause(60_000);
        }
        exchange.close();
    }

    private void list(HttpExchange exchange) throws IOException {
        if (listing == Listing.SOUND) {
            send(exchange, 200, listing());
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        switch (listing) {
            case STOPS -> {
                body.write(listing(), 0, 7);
                body.flush();
                pause(60_000);
            }
            case DRIPS -> {
                for (byte each : listing()) {
                    body.write(each);
                    body.flush();
                    pause(500);
                }
            }
            default -> {
                byte[] blanks = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
                for (int i = 0; i < 1 << 14; i++) {
                    body.write(blanks);
                }
            }
        }
        exchange.close();
    }

    private byte[] listing() {
        String siblings =
                files.keySet().stream().map("{\"rfilename\":\"%s\"}"::formatted).collect(Collectors.joining(","));
        return "{\"sha\":\"%s\",\"siblings\":[%s]}".formatted(COMMIT, siblings).getBytes(StandardCharsets.UTF_8);
    }

    private void record(HttpExchange exchange) {
        List<String> words = new ArrayList<>();
        words.add(exchange.getRequestMethod());
        words.add(exchange.getRequestURI().getPath());
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range")).ifPresent(words::add);
        Optional.ofNullable(authorization(exchange)).ifPresent(words::add);
        requests.add(String.join(" ", words));
    }

    private static String authorization(HttpExchange exchange) {
        return exchange.getRequestHeaders().getFirst("Authorization");
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, empty ? -1 : body.length);
        if (!empty) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static String digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpServer start(Handler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try {
                handler.handle(exchange);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        server.setExecutor(threads);
        server.start();
        return server;
    }

    @FunctionalInterface
    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private static URI address(HttpServer server) {
        return URI.create("http://" + hostOf(server));
    }

    private static String hostOf(HttpServer server) {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        hub.stop(0);
        store.stop(0);
    }
}
