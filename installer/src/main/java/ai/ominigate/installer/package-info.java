/** Makes packages of the server and the console, each with a Java of its own, with the tools of the JDK. */
@NullMarked
package ai.ominigate.installer;

import org.jspecify.annotations.NullMarked;
