/**
 * How people show that a request is theirs: by what is sent to the address that their account is registered with, and to no
 * other. The pages that they use for it tell nobody whether an account or a request exists.
 */
@NullMarked
package ai.ominigate.privacy.identity;

import org.jspecify.annotations.NullMarked;
