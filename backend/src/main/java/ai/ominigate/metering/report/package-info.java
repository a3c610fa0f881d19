/** What an account used, as its owner asks for it: sums by their own days, calls one by one, statements, files. */
@NullMarked
package ai.ominigate.metering.report;

import org.jspecify.annotations.NullMarked;
