/** What is decided about networks, keys and accounts, and how every node acts on it within a second. */
@NullMarked
package ai.ominigate.abuse.decision;

import org.jspecify.annotations.NullMarked;
