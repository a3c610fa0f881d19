@NullMarked
package ai.ominigate.egress;

import org.jspecify.annotations.NullMarked;
