package ai.ominigate.personal;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What this holds tells something of a person. The columns that keep it are in the list of all columns as just that. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface PersonalData {
    /** What kind of data it is. */
    Category category();

    /** What we have it for. */
    Purpose purpose();

    /** Where it is kept: {@code schema.table.column}. */
    String[] columns();
}
