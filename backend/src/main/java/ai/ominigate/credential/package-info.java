/**
 * What people show to be let in, whoever they are: passwords, one-time codes, recovery codes, random tokens; how these are
 * kept, and how long whoever guesses at them waits.
 */
@NullMarked
package ai.ominigate.credential;

import org.jspecify.annotations.NullMarked;
