/**
 * Exact self-speculative decoding: draft a few tokens with sub-layers skipped, verify them all with one full pass.
 *
 * <p>The algorithm is Draft &amp; Verify (Zhang et al., ACL 2024, arXiv 2309.08168). Start at {@link
 * io.github.ssd4j.speculative.SpeculativeGenerator}.
 */
@NullMarked
package io.github.ssd4j.speculative;

import org.jspecify.annotations.NullMarked;
