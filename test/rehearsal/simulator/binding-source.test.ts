import { BindingSource } from "../../../src/rehearsal/simulator/binding-source";

/** The shape of a prebuilt binding of CDK Terrain, with a block that contains itself. */
const RECURSIVE = `
export interface ThingConfig extends cdktn.TerraformMetaArguments {
  /**
  * condition block
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/x/y/1/docs/resources/thing#condition Thing#condition}
  */
  readonly condition?: ThingCondition;
}
export interface ThingCondition {
  /**
  * condition block
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/x/y/1/docs/resources/thing#condition Thing#condition}
  */
  readonly condition?: ThingCondition;
}

export function thingConditionToHclTerraform(struct?: ThingCondition): any {
  const attrs = {
    operator: {
      value: cdktn.stringToHclTerraform(struct!.operator),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    condition: {
      value: thingConditionToHclTerraform(struct!.condition),
      isBlock: true,
      type: "list",
      storageClassType: "ThingConditionList",
    },
  };
}

export class ThingConditionOutputReference extends cdktn.ComplexObject {

  // operator - computed: false, optional: false, required: true
  private _operator?: string;
  public get operator() {
    return this.getStringAttribute('operator');
  }

  // condition - computed: false, optional: true, required: false
  private _condition = new ThingConditionOutputReference(this, "condition");
  public get condition() {
    return this._condition;
  }
}

export class Thing extends cdktn.TerraformResource {

  // condition - computed: false, optional: true, required: false
  private _condition = new ThingConditionOutputReference(this, "condition");
  public get condition() {
    return this._condition;
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      condition: {
        value: thingConditionToHclTerraform(this._condition.internalValue),
        isBlock: true,
        type: "list",
        storageClassType: "ThingConditionList",
      },
    };
  }
}
`;

describe("the source of a binding", () => {
  test("of CDK Terrain is read as well, and a block that contains itself ends after three levels", () => {
    const { attributes, blocks } = new BindingSource(RECURSIVE, "thing").block();
    expect(attributes).toEqual([]);
    let depth = 0;
    for (let level = blocks; level[0] !== undefined; level = level[0].block.blocks) {
      depth += 1;
      expect(level[0]).toMatchObject({ name: "condition", nesting: "list", maxItems: 1 });
      expect(level[0].block.attributes).toEqual([{ name: "operator", type: "string", required: true }]);
    }
    expect(depth).toBe(3);
  });

  test("that defines no type is an error that names the file", () => {
    expect(() => new BindingSource("export class Other extends cdktf.ComplexObject {}", "lib/other").block()).toThrow(
      "lib/other: no resource, data source or provider class found",
    );
  });

  test("whose getters have an unknown form is an error that names the attribute", () => {
    const strange = RECURSIVE.replace(
      "this.getStringAttribute('operator')",
      "this.getStrangeThing('operator')",
    ).replace(
      "    operator: {\n      value: cdktn.stringToHclTerraform(struct!.operator),",
      "    other: {\n      value: cdktn.stringToHclTerraform(struct!.operator),",
    );
    expect(() => new BindingSource(strange, "thing").block()).toThrow(
      `thing: the type of operator can't be read from "this.getStrangeThing('operator')"`,
    );
  });
});
