/** Letters that the program writes itself: what they can say, in which languages, and how they reach a mail server. */
@NullMarked
package ai.ominigate.mail;

import org.jspecify.annotations.NullMarked;
