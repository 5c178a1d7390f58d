/** What every report needs: robust statistics, number formats, tables and a description of the machine. */
@NullMarked
package io.github.ssd4j.measurement.report;

import org.jspecify.annotations.NullMarked;
