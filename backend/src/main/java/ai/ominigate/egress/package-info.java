/** What leaves for elsewhere: to hosts that are registered, and to no others. */
@NullMarked
package ai.ominigate.egress;

import org.jspecify.annotations.NullMarked;
