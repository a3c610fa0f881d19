/** The privacy policy in its versions: written, published by two people, told to everybody, and kept as it was. */
@NullMarked
package ai.ominigate.privacy.policy;

import org.jspecify.annotations.NullMarked;
