package io.github.ssd4j.decoder;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * {@code decoder.py} and its modules, compiled by libtorch: one object of class {@code Decoder}, called by method name.
 *
 * <p>Arguments may be {@link Long}, {@link Integer}, {@link Double}, {@link Boolean}, {@link String}, {@code long[]}, {@code
 * double[]} and {@code boolean[]}. Tensors never cross: they live in the program. Every native handle made for a call is
 * freed when it returns.
 */
final class DecoderProgram implements AutoCloseable {

    /** What decoder.py calls as {@code __torch__.weights} and so on. */
    private static final List<String> MODULES = List.of(
            "weights.py",
            "quantised.py",
            "quants.py",
            "grouped.py",
            "loading.py",
            "layers.py",
            "attention.py",
            "sampling.py",
            "rounds.py",
            "scoring.py",
            "invariance.py",
            "gpu.py");

    private static final AtomicLong LIVE_HANDLES = new AtomicLong();

    private final PtNDManager manager;
    private final PtSymbolBlock block;
    private boolean closed;

    DecoderProgram() {
        this((file, source) -> source);
    }

    /** Compiles what {@code edit} returns for each file's name and source: a test can break a rule that the program keeps. */
    DecoderProgram(BinaryOperator<String> edit) {
        manager = NativeRuntime.newManager();
        try {
            block = NativeRuntime.compile(manager, archive(edit));
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
        LIVE_HANDLES.incrementAndGet();
    }

    /** Native objects made by all programs of this process and not yet freed. */
    static long liveHandles() {
        return LIVE_HANDLES.get();
    }

    boolean isClosed() {
        return closed;
    }

    void call(String method, Object... arguments) {
        call(method, returned -> true, arguments);
    }

    boolean callForBoolean(String method, Object... arguments) {
        return call(method, IValue::toBoolean, arguments);
    }

    long[] callForLongs(String method, Object... arguments) {
        return call(method, IValue::toLongArray, arguments);
    }

    double[] callForDoubles(String method, Object... arguments) {
        return call(method, IValue::toDoubleArray, arguments);
    }

    private <T> T call(String method, Function<IValue, T> result, Object... arguments) {
        if (closed) {
            throw new IllegalStateException("the decoder is closed");
        }
        // libtorch keeps this switch per thread. Its optimiser costs more per call than it saves
        // (design/01-decoder.md).
        JniUtils.setGraphExecutorOptimize(false);
        List<IValue> values = new ArrayList<>(arguments.length);
        try {
            for (Object argument : arguments) {
                values.add(value(argument));
                LIVE_HANDLES.incrementAndGet();
            }
            try (IValue returned = IValueUtils.runMethod(block, method, values.toArray(IValue[]::new))) {
                return result.apply(returned);
            }
        } catch (EngineException e) {
            throw new DecoderException(explain(method, e), e);
        } finally {
            for (IValue value : values) {
                value.close();
                LIVE_HANDLES.decrementAndGet();
            }
        }
    }

    private static IValue value(Object argument) {
        if (argument instanceof Integer number) {
            return IValue.from(number.longValue());
        } else if (argument instanceof Long number) {
            return IValue.from(number);
        } else if (argument instanceof Double number) {
            return IValue.from(number);
        } else if (argument instanceof Boolean flag) {
            return IValue.from(flag);
        } else if (argument instanceof String text) {
            return IValue.from(text);
        } else if (argument instanceof long[] numbers) {
            return IValue.listFrom(numbers);
        } else if (argument instanceof double[] numbers) {
            return IValue.listFrom(numbers);
        } else if (argument instanceof boolean[] flags) {
            return IValue.listFrom(flags);
        }
        throw new IllegalArgumentException("no TorchScript value for " + argument.getClass());
    }

    /** The last line of libtorch's report names the fault; the lines above it are the source position. */
    private static String explain(String method, EngineException e) {
        String report = String.valueOf(e.getMessage()).strip();
        String fault = report.substring(report.lastIndexOf('\n') + 1);
        if (report.contains("out of memory") || report.contains("not enough memory")) {
            return "out of memory in '" + method + "': " + fault
                    + ". Use a smaller contextTokens, a smaller dtype or a smaller model";
        }
        return "libtorch failed in '" + method + "': " + fault;
    }

    private static byte[] source(String file, BinaryOperator<String> edit) throws IOException {
        try (InputStream in = DecoderProgram.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + file + " is missing from the langchain4j-ssd jar");
            }
            return edit.apply(file, new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * A TorchScript archive: a zip of stored entries with the source and one pickled object without state, {@code
     * __torch__.Decoder()}, whose {@code __setstate__(0)} runs when it is loaded.
     */
    static byte[] archive() {
        return archive((file, source) -> source);
    }

    private static byte[] archive(BinaryOperator<String> edit) {
        HexFormat hex = HexFormat.of();
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        object.writeBytes(hex.parseHex("8002")); // pickle protocol 2
        object.writeBytes("c__torch__\nDecoder\n".getBytes(StandardCharsets.US_ASCII)); // the class
        object.writeBytes(hex.parseHex("29814B00622E")); // new object of (), its state 0, build, stop
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
            store(zip, "constants.pkl", hex.parseHex("8002292E")); // an empty tuple
            store(zip, "data.pkl", object.toByteArray());
            store(zip, "code/__torch__.py", source("decoder.py", edit));
            for (String module : MODULES) {
                store(zip, "code/__torch__/" + module, source(module, edit));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry("archive/" + name);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** Frees the program with its weights and caches. Does nothing the second time. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            block.close();
            manager.close();
            Glibc.trim();
            LIVE_HANDLES.decrementAndGet();
        }
    }
}
