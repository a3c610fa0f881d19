/** Who calls: accounts and their API keys, read on the path of a call from memory. */
@NullMarked
package ai.ominigate.accounts;

import org.jspecify.annotations.NullMarked;
