package io.github.ssd4j.examples.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import io.github.ssd4j.examples.web.Exchange.Said;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps conversations in files, one in each, so that they survive the server. A file is written beside the old one and then takes
 * its place, so that there is always a whole one. One that cannot be read is set aside; its name ends with {@code .unreadable}
 * from then on.
 *
 * <p>Thread-safe for different conversations.
 */
@Component
final class ConversationStore {

    private static final Logger log = LoggerFactory.getLogger(ConversationStore.class);

    private static final int FORMAT = 1;
    private static final String SUFFIX = ".json";
    private static final String UNFINISHED = ".part";
    private static final String UNREADABLE = ".unreadable";
    private static final Pattern FILE = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.json");

    private final JsonMapper json = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private final @Nullable Path folder;

    ConversationStore(ChatbotProperties properties) {
        this.folder = properties.conversations().isBlank() ? null : Path.of(properties.conversations());
    }

    /**
     * A conversation in a file.
     *
     * @param shown which exchange is shown behind another, see {@link Exchanges#shown}
     */
    private record Stored(
            int format, String id, String title, List<StoredExchange> exchanges, Map<String, String> shown) {}

    /**
     * @param parent the id of what it follows; empty at the beginning
     * @param said what the model remembers of it, as LangChain4j writes messages
     */
    private record StoredExchange(
            String id, String questionId, String parent, String question, Message.Reply reply, String said, int kept) {}

    /** Writes a conversation, which nobody may change meanwhile. What prevents it is told in the log. */
    void save(Conversation conversation) {
        if (folder == null) {
            return;
        }
        Path file = folder.resolve(conversation.id() + SUFFIX);
        Path unfinished = folder.resolve(conversation.id() + UNFINISHED);
        try {
            createFolder(folder);
            write(unfinished, json.writeValueAsBytes(stored(conversation)));
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | JacksonException e) {
            log.warn("a conversation is not stored in {}: {}", file, e.toString());
        }
    }

    /** For the eyes of the user alone, where the file system knows users. */
    private static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    /** The bytes are on the disk when it returns: a file must not take another's place before. */
    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static Stored stored(Conversation conversation) {
        Exchanges exchanges = conversation.exchanges();
        return new Stored(
                FORMAT,
                conversation.id(),
                conversation.title(),
                exchanges.all().stream().map(ConversationStore::stored).toList(),
                exchanges.shown());
    }

    private static StoredExchange stored(Exchange exchange) {
        Exchange parent = exchange.parent();
        return new StoredExchange(
                exchange.id(),
                exchange.questionId(),
                parent == null ? "" : parent.id(),
                exchange.question(),
                exchange.reply().view(exchange.id(), List.of()),
                ChatMessageSerializer.messagesToJson(exchange.said().messages()),
                exchange.said().kept());
    }

    /** Forgets one. */
    void delete(Conversation conversation) {
        if (folder == null) {
            return;
        }
        try {
            Files.deleteIfExists(folder.resolve(conversation.id() + SUFFIX));
        } catch (IOException e) {
            log.warn("a conversation that was deleted is still in {}: {}", folder, e.toString());
        }
    }

    /**
     * All that are stored, the longest unused one first.
     *
     * @param restore makes a conversation of its id, title and exchanges
     */
    List<Conversation> load(Restore restore) {
        List<Conversation> conversations = new ArrayList<>();
        for (Path file : files()) {
            try {
                conversations.add(read(file, restore));
            } catch (IOException | RuntimeException e) {
                setAside(file, e);
            }
        }
        return conversations;
    }

    /** Makes a conversation. */
    interface Restore {
        Conversation conversation(String id, String title, Exchanges exchanges);
    }

    private List<Path> files() {
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            file -> FILE.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(ConversationStore::lastUsed))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            log.warn("the conversations in {} cannot be listed: {}", folder, e.toString());
            return List.of();
        }
    }

    private static FileTime lastUsed(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private Conversation read(Path file, Restore restore) throws IOException {
        Stored stored = json.readValue(Files.readString(file, UTF_8), Stored.class);
        if (stored.format() != FORMAT) {
            throw new IOException("it has the format %s, and this version reads %s".formatted(stored.format(), FORMAT));
        }
        if (!file.getFileName().toString().equals(stored.id() + SUFFIX)) {
            throw new IOException("it holds the conversation " + stored.id());
        }
        Map<String, Exchange> byId = new HashMap<>();
        Exchanges exchanges = new Exchanges();
        for (StoredExchange each : stored.exchanges()) {
            Exchange parent = each.parent().isEmpty() ? null : known(byId, each.parent());
            Exchange exchange =
                    new Exchange(each.id(), each.questionId(), each.question(), parent, new GrowingReply(each.reply()));
            exchange.remember(new Said(ChatMessageDeserializer.messagesFromJson(each.said()), each.kept()));
            byId.put(each.id(), exchange);
            exchanges.restore(exchange);
        }
        for (String id : stored.shown().values()) {
            exchanges.show(known(byId, id));
        }
        return restore.conversation(stored.id(), stored.title(), exchanges);
    }

    private static Exchange known(Map<String, Exchange> byId, String id) throws IOException {
        Exchange exchange = byId.get(id);
        if (exchange == null) {
            throw new IOException("it speaks of '%s', which is not in it".formatted(id));
        }
        return exchange;
    }

    private static void setAside(Path file, Exception reason) {
        Path aside = file.resolveSibling(file.getFileName() + UNREADABLE);
        String why = reason instanceof JacksonException broken
                ? broken.getOriginalMessage()
                : String.valueOf(reason.getMessage());
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            log.warn("a conversation cannot be read and is set aside as {}: {}", aside, why);
        } catch (NoSuchFileException e) {
            log.warn("a conversation has vanished while it was read: {}", file);
        } catch (IOException e) {
            log.warn("a conversation cannot be read, and not be set aside either: {}: {}", file, why);
        }
    }
}
