/**
 * Credit that the staff gives at our expense, and credit that is going to be lost: who may give how much alone, and what
 * owners are told. What becomes of credit in the books is in {@code billing}.
 */
@NullMarked
package ai.ominigate.credit;

import org.jspecify.annotations.NullMarked;
