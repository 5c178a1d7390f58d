package io.github.ssd4j.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The one Jackson mapper of the library, thread-safe and expensive to make. */
public final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /** Shared: do not reconfigure it. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }
}
