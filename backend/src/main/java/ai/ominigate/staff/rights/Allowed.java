package ai.ominigate.staff.rights;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which capability a route of the staff API needs, on the method or for all methods of a controller. A route below
 * {@code /admin/v1} that has neither this nor {@link BeforeSignIn} is refused to everybody.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Allowed {
    /** Whoever has it, however marked, may call the route. */
    Capability value();

    /**
     * What the route decides by itself, once somebody is in: which of these it needs depends on what is asked for, and how
     * far it goes is kept to as its {@link Mark} says.
     */
    Capability[] within() default {};

    /**
     * Whether the caller must have shown their second factor within the last five minutes ({@code POST
     * /admin/v1/session/step-up}), because what the route does is dangerous. Asked of members of the staff only.
     */
    boolean stepUp() default false;

    /** Whether a recovery code is as good for that as a code of the authenticator: where a lost one is replaced. */
    boolean orRecovery() default false;
}
