Console.Error.WriteLine("usage: MemberCare.Bench SCENARIO [--customers N]");
return 2;
