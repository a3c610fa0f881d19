/**
 * Forgets people: by a plan, in an order in which nothing new arises meanwhile, each step provable; and again, when an older
 * backup of the database brings them back.
 */
@NullMarked
package ai.ominigate.privacy.erasure;

import org.jspecify.annotations.NullMarked;
