/** Payments, as the staff API speaks of them. */
@NullMarked
package ai.ominigate.model.payment;

import org.jspecify.annotations.NullMarked;
