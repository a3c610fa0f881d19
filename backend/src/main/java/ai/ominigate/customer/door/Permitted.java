package ai.ominigate.customer.door;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a route of customers needs, on the method or for all methods of a controller. A route below {@code /api/v1} that
 * has neither this nor {@link ForEverybody} is refused to everybody. One that makes pages shows the way to sign in instead.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Permitted {
    /** Whoever has it may call the route. */
    Permission value();
}
