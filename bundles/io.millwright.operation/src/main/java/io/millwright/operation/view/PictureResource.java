package io.millwright.operation.view;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import java.util.Base64;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The newest picture that an asset was decided by: {@code picture/pipeline/asset}, which is kept while somebody asks. With {@code run} and
 * {@code sequence} that of one decision: those of the last warnings and alarms are kept.
 */
@Component(service = Resource.class)
public final class PictureResource implements Resource {
    private final SeenPictures pictures;

    /** Called by the component runtime. */
    @Activate
    public PictureResource(@Reference SeenPictures pictures) {
        this.pictures = pictures;
    }

    @Override
    public String name() {
        return "picture";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        List<String> path = query.parts("pipeline", "asset");
        long run = query.whole("run", 0, Long.MAX_VALUE, -1);
        long sequence = query.whole("sequence", 0, Long.MAX_VALUE, -1);
        if (run < 0 != sequence < 0) {
            throw Refusal.field(
                    run < 0 ? "run" : "sequence", "of run and sequence one alone is given", "give both, or neither");
        }
        SeenPictures.Seen seen = run < 0
                ? pictures.newest(path.get(0), path.get(1))
                : pictures.of(path.get(0), path.get(1), run, sequence);
        if (seen == null) {
            return new JsonObject().add("there", false);
        }
        return new JsonObject()
                .add("there", true)
                .add("run", seen.decision().run())
                .add("sequence", seen.decision().sequence())
                .add("format", seen.format().name())
                .add("width", seen.width())
                .add("height", seen.height())
                .add("colour", seen.colour())
                .add("base64", Base64.getEncoder().encodeToString(seen.bytes()));
    }
}
