package ai.ominigate.customer.door;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A route of customers that needs no sign-in. If there is one, a parameter of type {@link Requester} or {@link
 * Requester.SignedIn} that may be null tells whose.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface ForEverybody {}
