/** What an account has, what moved it, and how it pays: its books as its owner reads them, and top-ups. */
@NullMarked
package ai.ominigate.wallet;

import org.jspecify.annotations.NullMarked;
