/** The way in: {@link ai.ominigate.Main} finds a JDK that can run OminiGate, the rest starts and stops it in order. */
@NullMarked
package ai.ominigate;

import org.jspecify.annotations.NullMarked;
