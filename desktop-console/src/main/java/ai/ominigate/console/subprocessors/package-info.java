/** The companies that get data for us, the list of them that everybody reads, and customers' objections. */
@NullMarked
package ai.ominigate.console.subprocessors;

import org.jspecify.annotations.NullMarked;
