/** Runs the fuzz targets, which stand beside what they fuzz: for minutes each with a fuzzer, or once over what is kept. */
@NullMarked
package ai.ominigate.fuzz;

import org.jspecify.annotations.NullMarked;
