/**
 * The benchmark of {@code ./mvnw -Pbench}: what OminiGate adds to a call, beside nginx and beside no gateway at all. It
 * lives with the tests so that it is compiled, and its measuring instrument tested, with every build.
 */
@NullMarked
package ai.ominigate.bench;

import org.jspecify.annotations.NullMarked;
