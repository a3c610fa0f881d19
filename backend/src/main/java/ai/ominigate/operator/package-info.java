/** The operator's commands: the program's other half, which calls a running OminiGate over HTTP. */
@NullMarked
package ai.ominigate.operator;

import org.jspecify.annotations.NullMarked;
