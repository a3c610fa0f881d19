/** What people do about their own data from their own pages, up to giving the account up. */
@NullMarked
package ai.ominigate.privacy.own;

import org.jspecify.annotations.NullMarked;
