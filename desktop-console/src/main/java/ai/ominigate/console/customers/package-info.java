/** Accounts, looked up by exactly what somebody was told of them, for a purpose. */
@NullMarked
package ai.ominigate.console.customers;

import org.jspecify.annotations.NullMarked;
