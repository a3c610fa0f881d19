/** What people do about their own sign-in: sign up, come and go, say who they are, and change how they show it. */
@NullMarked
package ai.ominigate.customer.profile;

import org.jspecify.annotations.NullMarked;
