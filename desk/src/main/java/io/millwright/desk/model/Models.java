package io.millwright.desk.model;

import io.millwright.desk.gateway.Install;
import io.millwright.desk.gateway.ModelList;
import io.millwright.desk.gateway.ModelsThere;
import picocli.CommandLine.Command;

/** The group of commands around models. */
@Command(
        name = "model",
        description =
                "Takes ONNX files in, describes, checks, tries, packages and encrypts models; learns what is usual; makes models better with data"
                        + " of the line; says which version serves on gateways, as list does.",
        subcommands = {
            ModelImport.class,
            ModelDescribe.class,
            ModelCheck.class,
            ModelCard.class,
            ModelTry.class,
            ModelPack.class,
            ModelEncrypt.class,
            ModelFeatures.class,
            ModelLearnNormal.class,
            ModelFinetune.class,
            ModelCapture.class,
            ModelTrain.class,
            ModelEvaluate.class,
            ModelCompare.class,
            ModelShadow.class,
            ModelPromote.class,
            ModelsThere.Listed.class,
            Install.class,
            ModelsThere.Trial.class,
            ModelsThere.Canary.class,
            ModelsThere.Activate.class,
            ModelsThere.Rollback.class,
            ModelsThere.Reject.class,
            ModelsThere.Pin.class,
            ModelsThere.Unpin.class
        })
public final class Models extends ModelList {}
