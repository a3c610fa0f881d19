/** Warnings of a low balance and of what a day or a month costs, by mail, once each time a threshold is crossed. */
@NullMarked
package ai.ominigate.customer.alert;

import org.jspecify.annotations.NullMarked;
