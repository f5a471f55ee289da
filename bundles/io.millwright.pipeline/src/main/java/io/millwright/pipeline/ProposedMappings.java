package io.millwright.pipeline;

import io.millwright.decision.MappingProposals;
import io.millwright.model.Model;
import io.millwright.pipeline.window.TagProposals;
import io.millwright.tag.Tag;
import java.util.Collection;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The gateway's {@link MappingProposals}. */
@Component(service = MappingProposals.class)
public final class ProposedMappings implements MappingProposals {
    /** Called by the component runtime. */
    @Activate
    public ProposedMappings() {}

    @Override
    public List<Proposal> propose(Model model, Collection<Tag> tags) {
        return TagProposals.of(model, tags);
    }
}
