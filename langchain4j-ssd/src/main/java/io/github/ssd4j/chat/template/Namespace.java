package io.github.ssd4j.chat.template;

import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code namespace(...)} returns: the only value whose attributes a template can set. */
final class Namespace {

    final Map<String, Object> attributes = new LinkedHashMap<>();
}
