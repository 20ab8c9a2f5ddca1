"""How this software reads 益环办〔2021〕24号: clause by clause, the rule, what a bureau may set, and the test that holds it.

The regulation leaves much open. Each reading is a named rule that the site explains, never a silent choice; `setting` is the
key of 规则 in `agency.yaml` that changes it, where the choice is the bureau's own.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """One rule. `quote` holds the clause's own words, `……` where some are left out; `default` is what holds unless it is set."""

    requirement: str
    clause: str
    quote: str
    rule: str
    test: str
    setting: str = ""
    default: str = ""


_RULES, _DUTIES = "tests/unit/rules", "tests/unit/duties"

READINGS: tuple[Reading, ...] = (
    Reading(
        "R1",
        "一（三）",
        "各区县（市）生态环境分局是辖区内生态环境随机执法检查的实施主体",
        "每一批抽取写明由谁组织、抽哪个区域：分局抽本辖区，市级可以抽任何一个区域，别的单位不能。全市一本台账。",
        f"{_RULES}/test_orders.py::test_the_area_or_its_bureau_draws",
    ),
    Reading(
        "R1",
        "一（四）",
        "本部门随机抽查和跨部门联合抽查",
        "抽取单写了参加部门的是联合抽查，没有写的是本部门抽查；本部门抽查不从别的部门抽人。",
        f"{_RULES}/test_seats.py::test_an_own_draw_asks_no_other_department",
    ),
    Reading(
        "R2",
        "二（一）",
        "除下列情形外，生态环境领域的计划性检查……均要采取随机抽查方式",
        "不随机的检查只有九种情形。每次都写明是第几种、理由和批准人，单独公布，占全部检查多少也一并算出；"
        "它不算抽查，也不能冒充抽查的结果。",
        f"{_RULES}/test_exempt.py::test_it_is_never_called_random",
    ),
    Reading(
        "R3",
        "二（二）",
        "随机抽查事项主要包括但不限于",
        "事项清单从条文列出的十三项开始，可以增加。检查只查公布过的事项：计划里有而清单里没有的，抽取不成立。",
        f"{_RULES}/test_items.py::test_a_plan_uses_items_of_its_list",
    ),
    Reading(
        "R4",
        "三（一）",
        "随机抽查事项清单应包括对监督检查人员的要求、检查对象的范围、检查的内容、抽查的比例和频次、实施抽查的时间和方式、检查要求等",
        "每一项都要写全，缺一样，依据它的抽取就通不过核验。联合抽查依据联合清单，本部门抽查依据本部门清单。",
        f"{_RULES}/test_items.py::test_an_empty_field_is_found_in_the_ledger",
    ),
    Reading(
        "R4",
        "三（一）",
        "实行动态管理",
        "清单和计划改一次就公布新的一版，各版都留着。一批抽取依据公告那一刻最新的一版，后来的改动不影响它。",
        f"{_RULES}/test_items.py::test_a_draw_keeps_the_version_it_was_announced_by",
    ),
    Reading(
        "R5",
        "三（二）",
        "将被检查对象分为重点监管对象、特殊监管对象和一般监管对象等 3 类",
        "名录记的是情形，类别由情形推出：有特殊的情形就是特殊，否则有重点的情形就是重点，其余是一般。每一家为什么是这一类，都写明。"
        "公告时整个区域的类别都重算一遍。",
        f"{_RULES}/test_classes.py::test_a_wrong_class_outside_the_pool_is_found",
    ),
    Reading(
        "R5",
        "三（二）",
        "两年内存在环境违法行为的",
        "从处罚决定之日起算满两年；决定被撤销的，到撤销之日为止。期满不再算，公告之日已经期满的也不算。",
        f"{_RULES}/test_classes.py::test_two_years_to_the_day",
    ),
    Reading(
        "R5",
        "三（二）",
        "列入正面清单的重点排污单位，可根据企业守法情况调整为一般监管对象",
        "要有正面清单的标签和书面决定，并且它只是因为重点排污单位而列为重点；特殊的不能调整。",
        f"{_RULES}/test_classes.py::test_lowering_needs_the_positive_list",
    ),
    Reading(
        "R5",
        "三（二）",
        "每季度进行动态调整",
        "每季度为名录留一份快照。抽取依据公告之前最新的快照，不能挑一份旧的。",
        f"{_RULES}/test_classes.py::test_an_older_snapshot_is_refused",
    ),
    Reading(
        "R6",
        "三（三）",
        "由具有行政执法资格的工作人员和从事日常监管工作人员构成的检查人员名录库",
        "在岗、有执法资格、属于抽取单所列区域的人才在抽取池里。",
        f"{_RULES}/test_seats.py::test_who_may_inspect",
    ),
    Reading(
        "R6",
        "三（三）",
        "在明确姓名、单位、执法（工作）证号、职务岗位等身份信息的基础上",
        "只公开姓名、单位、证号和职务岗位。任何记录里写了身份证号、手机号、银行卡号，检查就不通过。",
        "tests/unit/records/test_personal.py::test_refused_field_by_field",
    ),
    Reading(
        "R7",
        "四（一）",
        "应在年初制定年度抽查工作计划，每季度初制定季度抽查计划",
        "抽取依据季度计划里的一项安排，季度计划依据年度计划。两份都要先公布；计划里没有的不抽。",
        f"{_RULES}/test_orders.py::test_a_draw_follows_a_row_of_its_plan",
    ),
    Reading(
        "R7",
        "四（一）",
        "原则上不提前设定范围条件",
        "不加标签就是不设范围。设了范围的，公告里写明标签和理由。",
        f"{_RULES}/test_orders.py::test_a_filter_is_announced",
    ),
    Reading(
        "R7",
        "四（一）",
        "可以按照被检查对象、检查人员具有的标识，在限定范围内随机抽取被检查对象",
        "限定之后剩下的太少，等于指定，不能公告。",
        f"{_RULES}/test_orders.py::test_a_filter_that_leaves_too_few_is_refused",
        "定向最少",
        "至少剩 10 家；最低只能定到 3 家",
    ),
    Reading(
        "R8",
        "四（二）1",
        "根据辖区内在编在岗执法人员数量，按照 1：5 的比例确定年度被抽查单位数量",
        "一年抽的家数是在编在岗执法人员数乘以 5，不超过一般监管对象的总数；人数以 1 月 1 日名录里有执法资格的人为准。"
        "分到四个季度，加起来正好是全年的数。某个季度计划得少，要写明理由。",
        f"{_RULES}/test_quotas.py::test_general_quarters_add_up",
    ),
    Reading(
        "R8",
        "四（二）1",
        "辖区面积较大、污染源分散的可适当调整抽查比例",
        "比例不是 5 的，年度计划里写明理由。",
        f"{_RULES}/test_quotas.py::test_another_ratio_needs_a_reason",
        "一般比例",
        "每名执法人员 5 家",
    ),
    Reading(
        "R9",
        "四（二）2",
        "每季度至少对本辖区 25%的重点监管对象进行抽查，原则上每年对辖区内所有重点监管对象进行一次检查",
        "抽取池有 N 家，到第 q 季度，至少抽 ⌈N/4⌉ 家，并且至少抽到当年累计 ⌈N·q/4⌉ 家；没查过的排在前面。"
        "四个季度下来，一家不漏。",
        f"{_RULES}/test_year.py::test_every_size",
    ),
    Reading(
        "R9",
        "四（二）2",
        "原则上每年对辖区内所有重点监管对象进行一次检查",
        "名录在年中有变动、前面的批次还封存着，也不会漏掉谁：还不能确定已经查过的，就当作没有查过。",
        f"{_RULES}/test_year.py::test_every_change_of_every_enterprise",
    ),
    Reading(
        "R9",
        "四（二）2、六（二）1",
        "在实施现场随机抽查前，应对抽查对象采取保密措施",
        "封存着的批次里可能有它的，在揭示之前类别不变，免得类别一变就看出谁被抽中或者没有抽中。",
        f"{_RULES}/test_exclusions.py::test_while_one_is_sealed_it_keeps_its_class",
    ),
    Reading(
        "R10",
        "四（二）3",
        "应当对辖区内所有特殊监管对象进行每半年不少于一次的全覆盖检查",
        "全部都抽，不论计划写多少；随机的是先后次序和检查人员。年中才列为特殊的，最迟在下一个半年查。",
        f"{_RULES}/test_quotas.py::test_all_special_ones_are_drawn",
    ),
    Reading(
        "R11",
        "四（三）",
        "同一年度中已由上级抽查且未发现生态环境问题的，可在随机抽查时予以排除",
        "当年上级查过、结果是“未发现问题”、已经公示的，本级不再抽，列在“未列入”名单里。特殊监管对象不排除，因为每半年一次是单独的要求。",
        f"{_RULES}/test_exclusions.py::test_checked_clean_by_a_superior",
        "排除上级已查",
        "排除",
    ),
    Reading(
        "R11",
        "四（三）",
        "上级监管部门可从下级部门当年度已抽查的被检查对象中，再次进行抽查检查",
        "上级组织的抽取不排除下级查过的，也不受季度比例约束。",
        f"{_RULES}/test_exclusions.py::test_a_superior_may_draw_again",
    ),
    Reading(
        "R11",
        "四（三）",
        "避免重复检查",
        "一家检查对象同一时间只能在一个尚未抽取的批次里。谁没有列入、为什么，抽取之前就公布；没有根据地排除谁，核验通不过。",
        f"{_RULES}/test_exclusions.py::test_one_enterprise_stands_in_one_pool_at_a_time",
    ),
    Reading(
        "R12",
        "四（四）",
        "保证每个事项不少于1人，其他检查人员随机抽取产生",
        "事项清单写明每项属于哪个专业。每个专业有一个席位，只从对口的人里抽；其余席位从全部执法人员里抽。",
        f"{_RULES}/test_seats.py::test_seats_follow_from_the_items",
    ),
    Reading(
        "R12",
        "四（四）",
        "生态环境部门和其他参与部门各自从本部门检查人员名录库中随机抽取检查人员",
        "联合抽查里每个席位写明部门，每个部门至少一席，只从本部门的人里抽。",
        f"{_RULES}/test_seats.py::test_each_department_draws_from_its_own",
    ),
    Reading(
        "R12",
        "四（四）",
        "抽取产生的检查人员与抽查对象有利害关系的，应依法回避，并重新随机抽取人员",
        "名录里已经写明要回避的，抽不到这一家。抽中之后才发现的，只换这一席，由同一规则抽下一名；还有人可抽时不能指定。公布的只是原因的种类。",
        f"{_RULES}/test_seats.py::test_recusal_draws_again",
    ),
    Reading(
        "R12",
        "四（四）、六（二）1",
        "应依法回避",
        "抽取中发现的回避关系，等那一家公示之后才写进名录，免得从名录看出谁被抽中。",
        f"{_RULES}/test_seats.py::test_a_conflict_enters_the_registry_after_its_disclosure",
    ),
    Reading(
        "R12",
        "四（四）",
        "辅助检查专家抽取可参照检查人员随机抽取方式",
        "计划要专家的，检查组之外另设专家席，从这个专业的专家里抽。",
        f"{_RULES}/test_seats.py::test_experts_are_drawn_alike",
    ),
    Reading(
        "R13",
        "五（一）",
        "每个检查组不少于2人",
        "席位不到两个的计划不成立，专家不算在内；执法人员不够、有的席位可能抽不出人的，不能公告。",
        f"{_RULES}/test_plans.py::test_a_row_that_breaks_a_rule",
    ),
    Reading(
        "R13",
        "五（一）",
        "可采取非现场检查方式",
        "列入正面清单、有在线监控、没有投诉曝光或上级交办的，才能用非现场检查；现场检查总是可以。",
        f"{_RULES}/test_modes.py::test_every_set_of_facts_and_tags",
    ),
    Reading(
        "R13",
        "五（一）",
        "可采取委托第三方专业机构辅助检查方式",
        "要写明理由：污染源排查、污染防治设施运行评估、整改措施跟踪，或者其他专业性强的事项。",
        f"{_RULES}/test_modes.py::test_third_parties_need_a_reason",
    ),
    Reading(
        "R14",
        "五（二）",
        "属于其他部门管辖的，应按有关程序规定及时移交处理",
        "要整改的，期限、复查和结果，移送给谁，都写进检查结果；后来的情况是一次更正，原来的留着。",
        f"{_RULES}/test_results.py::test_a_rectification_is_followed_up",
    ),
    Reading(
        "R14",
        "五（二）",
        "现场检查时，检查人员应表明身份，说明检查依据、检查意图和检查流程，要求予以配合",
        "每一家都可以打印一份现场检查告知书：检查人员、依据、内容、流程，和一个核验码。企业当场就能核对自己是抽到的，不是谁点名的。",
        "tests/commands/test_notice.py::test_the_enterprise_can_check_it",
    ),
    Reading(
        "R15",
        "五（三）",
        "在每次抽查检查任务完成之后的 20 个工作日内",
        "检查完成当天是第 0 天，下一个工作日是第 1 天，第 20 天还算按时。",
        f"{_RULES}/test_results.py::test_the_twentieth_working_day",
    ),
    Reading(
        "R15",
        "五（三）",
        "20 个工作日",
        "工作日按国务院办公厅每年的放假通知，调休上班的日子也算，通知的文号写在记录里。哪一年的通知还没有，期限就标明“暂定”。",
        f"{_RULES}/test_working_days.py::test_a_missing_year_is_provisional",
    ),
    Reading(
        "R15",
        "五（三）",
        "“未发现问题”“发现问题已责令整改”“发现涉嫌违法行为已立案调查”等简明的方式",
        "只用这三句，一字不差。",
        f"{_RULES}/test_results.py::test_no_fourth_phrase",
    ),
    Reading(
        "R15",
        "五（三）",
        "检查情况和查处结果涉及保密、国家安全、公共安全的，可不予公开",
        "只有这三种理由。不公开的是结果；抽中了谁照样公开，也照样计数。",
        f"{_RULES}/test_results.py::test_grounds_are_three",
    ),
    Reading(
        "R15",
        "五（三）",
        "将抽查检查时间、内容、结果依法向社会公开",
        "公示之后又有发现，只能更正，不能覆盖：更正是新的一条，原来的结果留在旁边。",
        f"{_RULES}/test_results.py::test_a_result_is_amended_never_overwritten",
    ),
    Reading(
        "R16",
        "六（一）",
        "根据被抽查对象的环境信用评价等级，适当调整随机抽查方式、比例和频次等",
        "年度计划可以按信用等级写权数：等级差的更容易抽中，最多五倍；没有等级的算 B。"
        "权数只在同一类别里起作用，不减少应抽的家数。",
        f"{_RULES}/test_weights.py::test_weights_are_those_of_the_plan",
        "权数",
        "不分等级，机会均等",
    ),
    Reading(
        "R17",
        "六（二）1",
        "在实施现场随机抽查前，应对抽查对象采取保密措施",
        "公示之前，公布的文件里没有一份能看出哪一家被抽中；提前把秘密数放进仓库的，提交不了。",
        "tests/commands/test_two_worlds.py::test_public_texts_do_not_depend_on_the_secrets",
    ),
    Reading(
        "R17",
        "六（二）1",
        "按照检查计划已经履行检查职责，或者虽尚未进行检查，但未超过规定时限，被检查对象违法的，不应追究有关工作人员的行政执法责任",
        "对任何一家、任何一天，都可以从台账导出证明：当时有什么计划、查没查过、超没超过时限。它只说明台账证明什么，不作法律上的认定。",
        f"{_DUTIES}/test_due_care.py::test_not_drawn_within_the_limit",
    ),
    Reading(
        "R18",
        "六（二）2",
        "将检查结果及时推送相关部门，作为市场主体信用状况分类及实施守信联合激励、失信联合惩戒的重要考量",
        "每条结果写明统一社会信用代码，与抽中的那一家对不上的，核验通不过。",
        f"{_RULES}/test_results.py::test_a_result_is_of_who_was_drawn",
    ),
    Reading(
        "R19",
        "七（二）",
        "与企业信用信息公示系统、其他市场监管领域部门统一的“双随机、一公开”监管工作平台等外部平台有效衔接",
        "计划、名录、抽取池、签号、结果都是写法固定的 JSON 文件，别的系统可以直接读取，写法不对的核验通不过。",
        f"{_RULES}/test_results.py::test_published_files_are_read_by_any_platform",
    ),
    Reading(
        "R19",
        "七（二）",
        "推进“双随机、一公开”信息平台与全国排污许可证管理信息平台、生态环境处罚信息系统等生态环境内部平台融合",
        "别的平台导出的 CSV、XLSX 可以直接导入名录；有一处不对就什么都不写，一次列出全部问题的行和列。",
        "tests/commands/test_import.py::test_every_platforms_table",
    ),
    Reading(
        "R20",
        "七（四）",
        "实现年度抽查结果100%公开",
        "抽中多少是公开的，每个名次都要有着落。过期没有公示的标为“逾期”，按五（三）视为没有完成，不计入完成数。",
        f"{_RULES}/test_results.py::test_checked_and_not_published_is_not_done",
    ),
    Reading(
        "R20",
        "七（四）",
        "各级各类计划性检查应全部纳入“双随机、一公开”监管范围",
        "每个区域、每个季度应抽多少、抽了多少、公示了多少、还欠什么，随时可以算出来。",
        f"{_DUTIES}/test_coverage.py::test_unpublished_is_not_done",
    ),
    Reading(
        "R20",
        "七（四）",
        "不断强化抽查情况和查处结果信息公开",
        "没有做的不会从清单里消失。过了下一年第一季度，上一年的计划和抽取不能再补，就不再逐项列为逾期，"
        "每个区域留一行“往年未完成”，一直列着；没有公示的结果、没有揭示的批次、没有完成的整改不论哪一年，仍是逾期。",
        f"{_DUTIES}/test_past_years.py::test_nothing_late_vanishes",
    ),
    Reading(
        "54号",
        "国办发〔2024〕54号",
        "",
        "有的地方规定同一家企业一年最多查几次。写明次数、依据，以及它与上面的比例冲突时哪一个让位；比例让位的，达到次数的企业不再抽，列在“未列入”名单里。",
        f"{_RULES}/test_exclusions.py::test_caps",
        "频次上限",
        "没有上限",
    ),
)
"""In the order of the regulation; the last is of a newer rule, which a tool of today meets."""
