/** What the abuse desk works through: flags that rules raise, the cases they are gathered in, evidence, appeals. */
@NullMarked
package ai.ominigate.abuse.review;

import org.jspecify.annotations.NullMarked;
