/** The operational log, apart from usage: who connected from where, for days, for security alone. */
@NullMarked
package ai.ominigate.abuse;

import org.jspecify.annotations.NullMarked;
