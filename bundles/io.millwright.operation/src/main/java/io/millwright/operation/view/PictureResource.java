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

/** The newest picture that an asset was decided by: {@code picture/pipeline/asset}. It is kept while somebody asks. */
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
        SeenPictures.Seen seen = pictures.newest(path.get(0), path.get(1));
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
