package ai.ominigate.staff.rights;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What this route of the staff API shows is about people: that somebody looked is in the audit log before they see it. For
 * routes that have no more to say about it than which it was, for whom, and by which filters.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Recorded {
    /** The action's stable name, {@code feature.verb}. */
    String value();

    /** The kind of what the path names by its {@code id}, as {@code approval}; empty where it names nothing. */
    String subject() default "";
}
