/**
 * Where personal data stands. A feature that keeps some offers {@link ai.ominigate.personal.PersonalRecords}, next to its SQL;
 * whoever hands it out or erases it asks {@link ai.ominigate.personal.Holdings} and knows no feature's tables. How answers show
 * it is {@link ai.ominigate.personal.Masked}.
 */
@NullMarked
package ai.ominigate.personal;

import org.jspecify.annotations.NullMarked;
