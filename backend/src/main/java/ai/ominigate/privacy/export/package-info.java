/**
 * What people get when they ask for their data: a package of everything that the features keep of them, which only its
 * passphrase opens, behind a link that lives for days.
 */
@NullMarked
package ai.ominigate.privacy.export;

import org.jspecify.annotations.NullMarked;
