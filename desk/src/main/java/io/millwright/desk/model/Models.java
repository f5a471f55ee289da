package io.millwright.desk.model;

import io.millwright.desk.Help;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The group of commands around models. */
@Command(
        name = "model",
        description = "Takes ONNX files in, describes, checks, tries, packages and encrypts models.",
        subcommands = {
            ModelImport.class,
            ModelDescribe.class,
            ModelCheck.class,
            ModelTry.class,
            ModelPack.class,
            ModelEncrypt.class,
            ModelFeatures.class
        })
public final class Models {
    @Mixin
    private Help help;
}
