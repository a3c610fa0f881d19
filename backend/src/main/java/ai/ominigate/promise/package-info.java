/** What the privacy policy promises, told by each feature as something that can be looked at while OminiGate runs. */
@NullMarked
package ai.ominigate.promise;

import org.jspecify.annotations.NullMarked;
