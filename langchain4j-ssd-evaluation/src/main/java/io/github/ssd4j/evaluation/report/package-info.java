/** What every report needs: robust statistics, number formats, tables and a description of the machine. */
@NullMarked
package io.github.ssd4j.evaluation.report;

import org.jspecify.annotations.NullMarked;
