package io.github.ssd4j.evaluation.report;

import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param name its head
 * @param meaning what a reader must know of it; empty where the name says all
 * @param cell what it shows of a row; empty where that has nothing to show
 */
record Column<R>(String name, String meaning, Function<R, String> cell) {}
