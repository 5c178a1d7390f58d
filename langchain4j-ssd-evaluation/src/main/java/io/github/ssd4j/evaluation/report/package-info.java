/** What an evaluation found, written for people and for programs: text, Markdown, HTML with charts, JSON. */
@NullMarked
package io.github.ssd4j.evaluation.report;

import org.jspecify.annotations.NullMarked;
