/** What every report needs: robust statistics, number formats, tables, how charts look, and a description of the machine. */
@NullMarked
package io.github.ssd4j.measurement.report;

import org.jspecify.annotations.NullMarked;
