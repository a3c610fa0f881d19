/** The audit log: who did what, whether it is what was written, and a copy for auditors. */
@NullMarked
package ai.ominigate.console.audit;

import org.jspecify.annotations.NullMarked;
