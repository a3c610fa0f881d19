/** Who is signed in: the way in, the lock, and showing the second factor again. The token is in memory and nowhere else. */
@NullMarked
package ai.ominigate.console.session;

import org.jspecify.annotations.NullMarked;
